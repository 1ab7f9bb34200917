// libcurl, loaded when the first request is made and not when the program starts.
//
// libcurl brings two dozen libraries (TLS, Kerberos, LDAP, SSH, …), and loading them takes longer than
// most commands that need no network. So the program is not linked with it: the functions that Davit
// uses are defined in ccurl.c and pass their calls on. Each may be called only after
// `davit_curl_load` has succeeded.
#ifndef CCURL_H
#define CCURL_H

// The checks of option types are macros that Swift cannot see through and the setters below make good.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

/// Loads libcurl; not for two threads at once. Returns NULL, or why it cannot be loaded.
const char *davit_curl_load(void);

// Swift cannot call variadic C functions; these give each one a type.

CURLcode davit_curl_setopt_long(CURL *handle, CURLoption option, long value);
CURLcode davit_curl_setopt_offset(CURL *handle, CURLoption option, curl_off_t value);
CURLcode davit_curl_setopt_string(CURL *handle, CURLoption option, const char *value);
CURLcode davit_curl_setopt_pointer(CURL *handle, CURLoption option, void *value);
CURLcode davit_curl_setopt_list(CURL *handle, CURLoption option, struct curl_slist *value);

typedef size_t (*davit_curl_data_callback)(char *, size_t, size_t, void *);

CURLcode davit_curl_setopt_data_callback(
    CURL *handle, CURLoption option, davit_curl_data_callback callback
);

/// Has libcurl connect the sockets that `open` gives, and leave closing them to `close`.
CURLcode davit_curl_setopt_sockets(
    CURL *handle, curl_opensocket_callback open, curl_closesocket_callback close, void *context
);

CURLcode davit_curl_getinfo_long(CURL *handle, CURLINFO info, long *value);
CURLcode davit_curl_getinfo_string(CURL *handle, CURLINFO info, char **value);

/// `curl_url_get`, whose first parameter is constant in some versions only.
CURLUcode davit_curl_url_get(CURLU *url, CURLUPart part, char **text, unsigned int flags);

/// What a finished transfer in `message` came to; the union behind it is awkward from Swift.
CURLcode davit_curl_message_result(const CURLMsg *message);

#endif
