/**
 * The logo of an organisation: upload, download from an address, formats, delivery. It knows no member and no
 * plan. Called by clients; member links to its route.
 */
package org.dalgo.people.org.logo;
