// libcurl for the courier, with wrappers for what takes arguments of any type, which Swift cannot call.
#ifndef SOC2D_CCURL_H
#define SOC2D_CCURL_H

// What libcurl includes of the C library stays Glibc's: Swift would otherwise take SOCK_STREAM for a word of this module.
#pragma clang module import SwiftGlibc
#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>

#if LIBCURL_VERSION_NUM < 0x075500
#error "libcurl 7.85 or later is needed: CURLOPT_PROTOCOLS_STR"
#endif

static inline CURLcode soc2d_curl_set_number(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

/// NULL takes back what the library does by itself.
static inline CURLcode soc2d_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

/// Copies the bytes.
static inline CURLcode soc2d_curl_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {.data = (void *)bytes, .len = count, .flags = CURL_BLOB_COPY};
    return curl_easy_setopt(handle, option, &blob);
}

/// Copies the bytes.
static inline CURLcode soc2d_curl_set_body(CURL *handle, const void *bytes, size_t count) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, bytes) : code;
}

/// The list has to outlive the transfer.
static inline CURLcode soc2d_curl_set_headers(CURL *handle, struct curl_slist *list) {
    return curl_easy_setopt(handle, CURLOPT_HTTPHEADER, list);
}

/// Where the library writes what went wrong: CURL_ERROR_SIZE bytes that have to outlive the transfer.
static inline CURLcode soc2d_curl_set_error_buffer(CURL *handle, char *buffer) {
    return curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, buffer);
}

/// The three functions that a transfer calls, all with the same argument.
static inline CURLcode soc2d_curl_set_functions(CURL *handle, curl_opensocket_callback open, curl_write_callback body,
                                                curl_write_callback header, void *argument) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open);
    if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, argument);
    if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, body);
    if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_WRITEDATA, argument);
    if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, header);
    if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_HEADERDATA, argument);
    return code;
}

/// The status of the reply; 0 where there is none.
static inline long soc2d_curl_status(CURL *handle) {
    long status = 0;
    return curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK ? status : 0;
}

/// Whether the name of the server, or of the proxy, has been resolved.
static inline int soc2d_curl_has_resolved(CURL *handle) {
    curl_off_t microseconds = 0;
    return curl_easy_getinfo(handle, CURLINFO_NAMELOOKUP_TIME_T, &microseconds) == CURLE_OK && microseconds > 0;
}

/// Whether everything was done before the request itself: a connection, and a handshake of TLS.
static inline int soc2d_curl_has_connected(CURL *handle) {
    curl_off_t microseconds = 0;
    return curl_easy_getinfo(handle, CURLINFO_PRETRANSFER_TIME_T, &microseconds) == CURLE_OK && microseconds > 0;
}

/// The bytes of a resolved address in network order: 4 or 16, or 0 for an address of another family.
static inline int soc2d_curl_address(const struct curl_sockaddr *address, unsigned char bytes[16]) {
    if (address->family == AF_INET && address->addrlen >= sizeof(struct sockaddr_in)) {
        memcpy(bytes, &((const struct sockaddr_in *)&address->addr)->sin_addr, 4);
        return 4;
    }
    if (address->family == AF_INET6 && address->addrlen >= sizeof(struct sockaddr_in6)) {
        memcpy(bytes, &((const struct sockaddr_in6 *)&address->addr)->sin6_addr, 16);
        return 16;
    }
    return 0;
}

/// Does not wait for a name server that is silent when a transfer is over.
static inline void soc2d_curl_leave_resolver(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075700
    curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
#else
    (void)handle;
#endif
}

/// What has to happen before there is a second thread.
static inline CURLcode soc2d_curl_prepare(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }

#endif
