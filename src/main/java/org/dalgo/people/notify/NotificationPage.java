package org.dalgo.people.notify;

import java.util.List;

/**
 * A page of notifications.
 *
 * @param page the one that was found: a number out of range became the nearest
 */
record NotificationPage(List<NotificationResponse> items, int page, int totalPages, long total) {}
