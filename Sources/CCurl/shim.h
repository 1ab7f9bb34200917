#pragma once
#include <curl/curl.h>

// Swift cannot call variadic C functions; these give each one a type.

static inline CURLcode davit_curl_setopt_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode davit_curl_setopt_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode davit_curl_setopt_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode davit_curl_setopt_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode davit_curl_setopt_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

typedef size_t (*davit_curl_data_callback)(char *, size_t, size_t, void *);

static inline CURLcode davit_curl_setopt_data_callback(
    CURL *handle, CURLoption option, davit_curl_data_callback callback
) {
    return curl_easy_setopt(handle, option, callback);
}

typedef int (*davit_curl_progress_callback)(void *, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

static inline CURLcode davit_curl_setopt_progress_callback(
    CURL *handle, davit_curl_progress_callback callback
) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, callback);
}

static inline CURLcode davit_curl_getinfo_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode davit_curl_getinfo_string(CURL *handle, CURLINFO info, char **value) {
    return curl_easy_getinfo(handle, info, value);
}

/// What a finished transfer in `message` came to; the union behind it is awkward from Swift.
static inline CURLcode davit_curl_message_result(const CURLMsg *message) {
    return message->data.result;
}
