/**
 * Routes of the web app whose features this product does not have: charts, dashboards, reports, metrics, KPIs,
 * alerts, data quality, free trials. A list is answered empty, anything else with a message. It has no table,
 * and no other room calls it; a room that implements a feature removes its routes here.
 */
package org.dalgo.data.unsupported;
