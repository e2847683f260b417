/**
 * Notifications: what people are told, through which channels, and whether it arrived.
 * It decides neither what happened nor who is a member; the rooms above and beside it call it when something is worth
 * telling.
 */
package org.dalgo.people.notify;
