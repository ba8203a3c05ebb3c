// SQLite, and wrappers for its variadic functions and its macros that are casts, which Swift cannot call.
#ifndef SOC2D_CSQLITE_H
#define SOC2D_CSQLITE_H

#include <sqlite3.h>

/// sqlite3_db_config(3) for an option that is on or off. SQLITE_OK, or why not.
static inline int soc2d_sqlite_switch(sqlite3 *connection, int option, int value) {
    int result = 0;
    int code = sqlite3_db_config(connection, option, value, &result);
    return code == SQLITE_OK && result != value ? SQLITE_ERROR : code;
}

/// sqlite3_bind_blob64(3) with a copy of the bytes; no bytes are a blob of length 0, and not NULL.
static inline int soc2d_sqlite_bind_blob(sqlite3_stmt *statement, int place, const void *bytes, sqlite3_uint64 count) {
    return count ? sqlite3_bind_blob64(statement, place, bytes, count, SQLITE_TRANSIENT) : sqlite3_bind_zeroblob(statement, place, 0);
}

/// sqlite3_bind_text(3) with a copy of a string that ends with NUL.
static inline int soc2d_sqlite_bind_text(sqlite3_stmt *statement, int place, const char *text) {
    return sqlite3_bind_text(statement, place, text, -1, SQLITE_TRANSIENT);
}

#endif
