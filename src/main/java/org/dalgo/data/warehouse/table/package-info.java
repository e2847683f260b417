/**
 * What stands in the warehouse: its schemas, tables, columns and rows, read as the organisation's own user of the database and
 * never changed. One driver for each kind of warehouse; a kind without one is refused in so many words. Called by rooms
 * that transform what was loaded.
 */
package org.dalgo.data.warehouse.table;
