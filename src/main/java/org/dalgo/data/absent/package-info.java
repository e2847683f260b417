/**
 * What the web app asks for and this product does not have: charts, dashboards, reports, metrics, KPIs, alerts, data
 * quality reports, free trials. It says so truthfully: an empty list where a page shows one, a sentence elsewhere.
 * It keeps no data and no other room calls it. A room that brings one of these takes its addresses away from here.
 */
package org.dalgo.data.absent;
