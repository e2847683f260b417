/**
 * Validators that replace those of Bean Validation. It knows no room above it. Called by the validation of requests and
 * configuration only.
 */
package org.dalgo.platform.validation;
