/**
 * The mailbox of development: shows mails, none of which is sent there. It knows no kind of mail and is not part of the
 * production build. Called by a browser only.
 */
package org.dalgo.sandbox.mailbox;
