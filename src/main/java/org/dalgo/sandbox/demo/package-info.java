/**
 * The demo organisation of development: people, warehouse, sources, dbt project and pipelines, made through the services
 * that a person's click reaches, never by SQL. Not in the production build; nothing calls it, it starts by itself.
 */
package org.dalgo.sandbox.demo;
