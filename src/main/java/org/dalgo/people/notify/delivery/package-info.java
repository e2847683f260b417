/**
 * The meter of messages that leave the installation. It sends nothing: mail and chat do. Called by
 * {@code people.notify.mail} and {@code people.notify.chat}.
 */
package org.dalgo.people.notify.delivery;
