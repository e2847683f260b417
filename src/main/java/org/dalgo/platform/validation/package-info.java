/**
 * Validators that Bean Validation uses in the place of its own. It knows no room above it. Called by the validation of
 * requests and configuration alone.
 */
package org.dalgo.platform.validation;
