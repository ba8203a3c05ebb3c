/// The stacks that the services of Debian 12 share: libpam-runtime.
extension DebianTree {
    static let commonAccount = #"""
        #
        # /etc/pam.d/common-account - authorization settings common to all services
        #
        # This file is included from other service-specific PAM config files,
        # and should contain a list of the authorization modules that define
        # the central access policy for use on the system.  The default is to
        # only deny service to users whose accounts are expired in /etc/shadow.
        #
        # As of pam 1.0.1-6, this file is managed by pam-auth-update by default.
        # To take advantage of this, it is recommended that you configure any
        # local modules either before or after the default block, and use
        # pam-auth-update to manage selection of other modules.  See
        # pam-auth-update(8) for details.
        #

        # here are the per-package modules (the "Primary" block)
        account	[success=1 new_authtok_reqd=done default=ignore]	pam_unix.so
        # here's the fallback if no module succeeds
        account	requisite			pam_deny.so
        # prime the stack with a positive return value if there isn't one already;
        # this avoids us returning an error just because nothing sets a success code
        # since the modules above will each just jump around
        account	required			pam_permit.so
        # and here are more per-package modules (the "Additional" block)
        # end of pam-auth-update config

        """#

    static let commonAuth = #"""
        #
        # /etc/pam.d/common-auth - authentication settings common to all services
        #
        # This file is included from other service-specific PAM config files,
        # and should contain a list of the authentication modules that define
        # the central authentication scheme for use on the system
        # (e.g., /etc/shadow, LDAP, Kerberos, etc.).  The default is to use the
        # traditional Unix authentication mechanisms.
        #
        # As of pam 1.0.1-6, this file is managed by pam-auth-update by default.
        # To take advantage of this, it is recommended that you configure any
        # local modules either before or after the default block, and use
        # pam-auth-update to manage selection of other modules.  See
        # pam-auth-update(8) for details.

        # here are the per-package modules (the "Primary" block)
        auth	[success=1 default=ignore]	pam_unix.so nullok
        # here's the fallback if no module succeeds
        auth	requisite			pam_deny.so
        # prime the stack with a positive return value if there isn't one already;
        # this avoids us returning an error just because nothing sets a success code
        # since the modules above will each just jump around
        auth	required			pam_permit.so
        # and here are more per-package modules (the "Additional" block)
        auth	optional			pam_cap.so
        # end of pam-auth-update config

        """#

    static let commonPassword = #"""
        #
        # /etc/pam.d/common-password - password-related modules common to all services
        #
        # This file is included from other service-specific PAM config files,
        # and should contain a list of modules that define the services to be
        # used to change user passwords.  The default is pam_unix.

        # Explanation of pam_unix options:
        # The "yescrypt" option enables
        #hashed passwords using the yescrypt algorithm, introduced in Debian
        #11.  Without this option, the default is Unix crypt.  Prior releases
        #used the option "sha512"; if a shadow password hash will be shared
        #between Debian 11 and older releases replace "yescrypt" with "sha512"
        #for compatibility .  The "obscure" option replaces the old
        #`OBSCURE_CHECKS_ENAB' option in login.defs.  See the pam_unix manpage
        #for other options.

        # As of pam 1.0.1-6, this file is managed by pam-auth-update by default.
        # To take advantage of this, it is recommended that you configure any
        # local modules either before or after the default block, and use
        # pam-auth-update to manage selection of other modules.  See
        # pam-auth-update(8) for details.

        # here are the per-package modules (the "Primary" block)
        password	[success=1 default=ignore]	pam_unix.so obscure yescrypt
        # here's the fallback if no module succeeds
        password	requisite			pam_deny.so
        # prime the stack with a positive return value if there isn't one already;
        # this avoids us returning an error just because nothing sets a success code
        # since the modules above will each just jump around
        password	required			pam_permit.so
        # and here are more per-package modules (the "Additional" block)
        # end of pam-auth-update config

        """#

    static let commonSession = #"""
        session required pam_permit.so

        """#

    static let commonSessionNoninteractive = #"""
        session required pam_permit.so

        """#

    /// common-password as pam-auth-update writes it with libpam-pwquality.
    static let commonPasswordWithPwquality = #"""
        #
        # /etc/pam.d/common-password - password-related modules common to all services
        #
        # This file is included from other service-specific PAM config files,
        # and should contain a list of modules that define the services to be
        # used to change user passwords.  The default is pam_unix.

        # Explanation of pam_unix options:
        # The "yescrypt" option enables
        #hashed passwords using the yescrypt algorithm, introduced in Debian
        #11.  Without this option, the default is Unix crypt.  Prior releases
        #used the option "sha512"; if a shadow password hash will be shared
        #between Debian 11 and older releases replace "yescrypt" with "sha512"
        #for compatibility .  The "obscure" option replaces the old
        #`OBSCURE_CHECKS_ENAB' option in login.defs.  See the pam_unix manpage
        #for other options.

        # As of pam 1.0.1-6, this file is managed by pam-auth-update by default.
        # To take advantage of this, it is recommended that you configure any
        # local modules either before or after the default block, and use
        # pam-auth-update to manage selection of other modules.  See
        # pam-auth-update(8) for details.

        # here are the per-package modules (the "Primary" block)
        password	requisite			pam_pwquality.so retry=3
        password	[success=1 default=ignore]	pam_unix.so obscure use_authtok try_first_pass yescrypt
        # here's the fallback if no module succeeds
        password	requisite			pam_deny.so
        # prime the stack with a positive return value if there isn't one already;
        # this avoids us returning an error just because nothing sets a success code
        # since the modules above will each just jump around
        password	required			pam_permit.so
        # and here are more per-package modules (the "Additional" block)
        # end of pam-auth-update config

        """#
}
