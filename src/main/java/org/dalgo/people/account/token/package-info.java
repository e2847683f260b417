/**
 * One-time tokens of links in mails: issue, redeem, delete, and how long they live. It sends no mail and changes
 * no account; the services of account call it.
 */
package org.dalgo.people.account.token;
