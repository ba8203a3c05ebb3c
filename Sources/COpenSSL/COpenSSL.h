// libcrypto: digests. (Signatures follow with the ledger.)
#include <openssl/sha.h>
