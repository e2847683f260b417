/**
 * Jobs that set up and remove what an organisation has in other systems, and the chain of rooms they call. They
 * decide neither who may ask nor what a room owns. Run by the job runner.
 */
package org.dalgo.people.org.operation;
