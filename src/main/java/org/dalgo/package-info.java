/** Dalgo: a data platform for the social sector. Rooms stand on five floors; calls go down only. */
package org.dalgo;
