// libcrypto: digests. (Signatures follow with the ledger.)
#include <openssl/evp.h>
#include <openssl/sha.h>
