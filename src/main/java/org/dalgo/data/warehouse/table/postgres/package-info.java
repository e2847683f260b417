/**
 * The PostgreSQL driver of the table browser: connection pools, read-only transactions, catalogue queries,
 * column statistics. It knows no HTTP and no other kind of warehouse. Called by {@code data.warehouse.table}
 * through {@code WarehouseDriver}.
 */
package org.dalgo.data.warehouse.table.postgres;
