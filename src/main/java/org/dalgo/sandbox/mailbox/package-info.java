/**
 * The mailbox of development: shows the mails that were asked for, since none is sent there.
 * It knows no kind of mail and is not part of the production build. Called by a browser only.
 */
package org.dalgo.sandbox.mailbox;
