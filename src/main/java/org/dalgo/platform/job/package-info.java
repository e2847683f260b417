/**
 * Background work: work outside a request, and its progress as clients read it.
 * It knows no product noun; what is to be done comes from the rooms above, which are also its only callers.
 */
package org.dalgo.platform.job;
