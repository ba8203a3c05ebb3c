// libssl and libcrypto for the courier, with wrappers for what their headers define as macros, which Swift cannot call.
#ifndef SOC2D_CLIBSSL_H
#define SOC2D_CLIBSSL_H

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/// Every version from TLS 1.0 on, whatever openssl.cnf says. 1, or 0.
static inline int soc2d_ssl_offer_all_versions(SSL_CTX *context) {
    return SSL_CTX_set_min_proto_version(context, TLS1_VERSION) && SSL_CTX_set_max_proto_version(context, 0);
}

/// Servers without RFC 5746 are talked to; no session is kept; certificates come as they are (RFC 8879 is not offered).
static inline void soc2d_ssl_take_old_servers(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION | SSL_OP_NO_TICKET);
#ifdef SSL_OP_NO_RX_CERTIFICATE_COMPRESSION
    SSL_CTX_set_options(context, SSL_OP_NO_RX_CERTIFICATE_COMPRESSION);
#endif
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

/// The longest Certificate message, in bytes.
static inline void soc2d_ssl_limit_certificates(SSL_CTX *context, long bytes) { SSL_CTX_set_max_cert_list(context, bytes); }

/// The signature algorithms that are offered: SSL_CTX_set1_sigalgs_list(3). 1, or 0.
static inline int soc2d_ssl_offer_signatures(SSL_CTX *context, const char *list) { return (int)SSL_CTX_set1_sigalgs_list(context, list); }

/// The groups that are offered: SSL_CTX_set1_groups_list(3). 1, or 0.
static inline int soc2d_ssl_offer_groups(SSL_CTX *context, const char *list) { return (int)SSL_CTX_set1_groups_list(context, list); }

/// The name to send: RFC 6066, section 3. 1, or 0.
static inline int soc2d_ssl_send_name(SSL *session, const char *name) { return (int)SSL_set_tlsext_host_name(session, name); }

/// Asks for a stapled OCSP response: RFC 6066, section 8.
static inline void soc2d_ssl_ask_status(SSL *session) { SSL_set_tlsext_status_type(session, TLSEXT_STATUSTYPE_ocsp); }

/// What SSL_set_msg_callback(3) hands to its function.
static inline void soc2d_ssl_message_argument(SSL *session, void *argument) { SSL_set_msg_callback_arg(session, argument); }

/// An empty memory BIO says "try again", not "the end".
static inline void soc2d_bio_wait_when_empty(BIO *bio) { BIO_set_mem_eof_return(bio, -1); }

/// The bytes of a DNS name or an address of a subject alternative name; NULL for names of other kinds. They stay its property.
static inline const unsigned char *soc2d_general_name(const GENERAL_NAMES *names, int index, int *kind, int *length) {
    *length = 0;
    const void *value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, index), kind);
    if (value == NULL || (*kind != GEN_DNS && *kind != GEN_IPADD)) return NULL;
    *length = ASN1_STRING_length((const ASN1_STRING *)value);
    return ASN1_STRING_get0_data((const ASN1_STRING *)value);
}

/// How many names a subject alternative name holds.
static inline int soc2d_general_name_count(const GENERAL_NAMES *names) { return sk_GENERAL_NAME_num(names); }

/// Whether a certificate demands a stapled OCSP response: status_request or status_request_v2 in RFC 7633's extension.
static inline int soc2d_x509_must_staple(const X509 *certificate) {
    TLS_FEATURE *features = (TLS_FEATURE *)X509_get_ext_d2i(certificate, NID_tlsfeature, NULL, NULL);
    int found = 0;
    for (int index = 0; index < sk_ASN1_INTEGER_num(features); index++) {
        long feature = ASN1_INTEGER_get(sk_ASN1_INTEGER_value(features, index));
        if (feature == TLSEXT_TYPE_status_request || feature == 17) found = 1;
    }
    TLS_FEATURE_free(features);
    return found;
}

#endif
