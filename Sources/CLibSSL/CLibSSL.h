// libssl and libcrypto for the courier, with wrappers for what their headers define as macros, which Swift cannot call.
#ifndef SOC2D_CLIBSSL_H
#define SOC2D_CLIBSSL_H

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#endif
