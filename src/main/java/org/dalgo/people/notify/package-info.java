/**
 * Notifications: messages to members, the channels that they chose, and the state of each delivery.
 * It decides neither what happened nor who is a member; the rooms above and beside it call it when something is worth
 * telling.
 */
package org.dalgo.people.notify;
