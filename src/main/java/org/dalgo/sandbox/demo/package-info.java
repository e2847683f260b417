/**
 * The demo organisation of development: people, warehouse, sources, dbt project and pipelines. It creates them through
 * the services of the rooms, never by SQL. It starts by itself, no room calls it, and it is not part of the production
 * build.
 */
package org.dalgo.sandbox.demo;
