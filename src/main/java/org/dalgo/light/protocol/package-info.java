/** Airbyte's protocol over the pipes of a process: messages, limits, secrets, the end. It knows no environment. */
package org.dalgo.light.protocol;
