/**
 * Validators that replace those of Bean Validation, and the bounds of pages. It knows no room above it. Called by the
 * validation of requests and configuration, and by routes and services that answer in pages.
 */
package org.dalgo.platform.validation;
