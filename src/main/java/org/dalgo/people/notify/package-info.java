/**
 * Notifications: messages to members, the channels that members chose, and the state of each delivery. It decides
 * neither which event is notified nor who is a member. Rooms of people, flow and data call it.
 */
package org.dalgo.people.notify;
