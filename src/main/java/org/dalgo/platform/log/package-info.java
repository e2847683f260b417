/**
 * What each log line carries besides its message: ids of the request, the caller, the organisation, the run and the job. It
 * knows none of them itself; filters, the job runner and the rooms of runs put them. Called by the rooms above and by other
 * rooms of the platform.
 */
package org.dalgo.platform.log;
