/**
 * The words of access: permissions, who is calling, and the one door through which work enters an organisation.
 * It knows no role and no table of people; {@code people.role} tells it who a caller is.
 * Called by every room that serves a request or touches an organisation's rows.
 */
package org.dalgo.platform.access;
