/**
 * What tests of several rooms share: a real Prefect, folders and servers for one test run. Not test data of one room
 * (those stand beside its tests). Called by tests only.
 */
package org.dalgo.testsupport;
