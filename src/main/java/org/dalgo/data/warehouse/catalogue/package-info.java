/**
 * What tables a warehouse has, read from the warehouse itself. It keeps nothing and changes nothing. Called by rooms that
 * show or transform what was loaded.
 */
package org.dalgo.data.warehouse.catalogue;
