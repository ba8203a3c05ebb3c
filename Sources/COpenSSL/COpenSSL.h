// libcrypto: digests, Ed25519 and wiping memory.
#ifndef SOC2D_COPENSSL_H
#define SOC2D_COPENSSL_H

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

/// EVP_PKEY_new_raw_private_key(3) for Ed25519: 32 bytes of seed. NULL where libcrypto has no Ed25519.
static inline EVP_PKEY *soc2d_ed25519_private(const unsigned char *seed) {
    return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
}

/// EVP_PKEY_new_raw_public_key(3) for Ed25519: 32 bytes. NULL where libcrypto has no Ed25519.
static inline EVP_PKEY *soc2d_ed25519_public(const unsigned char *key) {
    return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, 32);
}

#endif
