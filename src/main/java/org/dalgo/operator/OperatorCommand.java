package org.dalgo.operator;

import picocli.CommandLine.Command;

/** All commands. */
@Command(
        name = Main.OPERATOR,
        description = "Commands of whoever operates this installation. They take the same settings as the server.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CreateAdmin.class,
            ResetPassword.class,
            ListOrgs.class,
            CreateOrg.class,
            DeleteOrg.class,
            AddUserToOrg.class,
            SetFlag.class,
            RotateKeys.class
        })
class OperatorCommand {}
