/** What a caller wants of a connector: its specification, a check, its streams, its records. The room's front door. */
package org.dalgo.light.connector;
