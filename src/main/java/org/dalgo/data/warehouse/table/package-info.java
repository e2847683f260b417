/**
 * The table browser: schemas, tables, columns and rows of a warehouse, read as the organisation's own database user and
 * never changed. Each kind of warehouse has a driver; a kind without one is refused with a message. Called by
 * {@code data.transform}.
 */
package org.dalgo.data.warehouse.table;
