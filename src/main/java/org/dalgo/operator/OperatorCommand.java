package org.dalgo.operator;

import picocli.CommandLine.Command;

/** All commands. */
@Command(
        name = OperatorCommand.NAME,
        description = "Commands of the people who run this installation. They take the same settings as the server.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CheckCommand.class,
            MigrateCommand.class,
            CreateAdminCommand.class,
            ResetPasswordCommand.class,
            ListOrgsCommand.class,
            CreateOrgCommand.class,
            DeleteOrgCommand.class,
            AddUserToOrgCommand.class,
            SetFlagCommand.class,
            SetRetentionCommand.class,
            RotateKeysCommand.class
        })
class OperatorCommand {

    /** First word of the command line. */
    static final String NAME = "operator";
}
