#include "ccurl.h"

#include <dlfcn.h>
#include <stddef.h>

#ifdef __APPLE__
static const char *const names[] = {"libcurl.4.dylib"};
#else
// The second is what a Debian without libcurl4 may have; its symbols are the same.
static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};
#endif

// The headers make macros of some names, which would get in the way of defining functions.
#undef curl_easy_setopt
#undef curl_easy_getinfo

// Every function that is passed on: result, name, parameters, arguments.
#define FUNCTIONS(PASS)                                                                            \
    PASS(CURLcode, curl_global_init, (long flags), (flags))                                        \
    PASS(CURL *, curl_easy_init, (void), ())                                                       \
    PASS(void, curl_easy_cleanup, (CURL * handle), (handle))                                       \
    PASS(void, curl_easy_reset, (CURL * handle), (handle))                                         \
    PASS(const char *, curl_easy_strerror, (CURLcode code), (code))                                \
    PASS(void, curl_free, (void *memory), (memory))                                                \
    PASS(CURLM *, curl_multi_init, (void), ())                                                     \
    PASS(CURLMcode, curl_multi_cleanup, (CURLM * multi), (multi))                                  \
    PASS(CURLMcode, curl_multi_add_handle, (CURLM * multi, CURL * easy), (multi, easy))            \
    PASS(CURLMcode, curl_multi_remove_handle, (CURLM * multi, CURL * easy), (multi, easy))         \
    PASS(CURLMcode, curl_multi_perform, (CURLM * multi, int *running), (multi, running))           \
    PASS(CURLMcode, curl_multi_poll,                                                               \
        (CURLM * multi, struct curl_waitfd extra[], unsigned int count, int timeout, int *ready),  \
        (multi, extra, count, timeout, ready))                                                     \
    PASS(CURLMsg *, curl_multi_info_read, (CURLM * multi, int *remaining), (multi, remaining))     \
    PASS(struct curl_slist *, curl_slist_append, (struct curl_slist * list, const char *text),     \
        (list, text))                                                                              \
    PASS(void, curl_slist_free_all, (struct curl_slist * list), (list))                            \
    PASS(CURLU *, curl_url, (void), ())                                                            \
    PASS(void, curl_url_cleanup, (CURLU * url), (url))                                             \
    PASS(CURLUcode, curl_url_set,                                                                  \
        (CURLU * url, CURLUPart part, const char *text, unsigned int flags), (url, part, text, flags))

static struct {
#define MEMBER(result, name, parameters, arguments) __typeof__(name) *name;
    FUNCTIONS(MEMBER)
    __typeof__(curl_easy_setopt) *curl_easy_setopt;
    __typeof__(curl_easy_getinfo) *curl_easy_getinfo;
    __typeof__(curl_url_get) *curl_url_get;
} loaded;

static void *library;

const char *davit_curl_load(void) {
    if (library != NULL) return NULL;
    void *found = NULL;
    for (size_t index = 0; found == NULL && index < sizeof names / sizeof *names; index++) {
        found = dlopen(names[index], RTLD_LAZY | RTLD_LOCAL);
    }
    if (found == NULL) return dlerror();
#define FIND(name)                                                                                 \
    *(void **)&loaded.name = dlsym(found, #name);                                                  \
    if (loaded.name == NULL) return dlerror();
#define FIND_FUNCTION(result, name, parameters, arguments) FIND(name)
    FUNCTIONS(FIND_FUNCTION)
    FIND(curl_easy_setopt)
    FIND(curl_easy_getinfo)
    FIND(curl_url_get)
    library = found;
    return NULL;
}

#define DEFINE(result, name, parameters, arguments)                                                \
    result name parameters { return loaded.name arguments; }
FUNCTIONS(DEFINE)

CURLcode davit_curl_setopt_long(CURL *handle, CURLoption option, long value) {
    return loaded.curl_easy_setopt(handle, option, value);
}

CURLcode davit_curl_setopt_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return loaded.curl_easy_setopt(handle, option, value);
}

CURLcode davit_curl_setopt_string(CURL *handle, CURLoption option, const char *value) {
    return loaded.curl_easy_setopt(handle, option, value);
}

CURLcode davit_curl_setopt_pointer(CURL *handle, CURLoption option, void *value) {
    return loaded.curl_easy_setopt(handle, option, value);
}

CURLcode davit_curl_setopt_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return loaded.curl_easy_setopt(handle, option, value);
}

CURLcode davit_curl_setopt_data_callback(
    CURL *handle, CURLoption option, davit_curl_data_callback callback
) {
    return loaded.curl_easy_setopt(handle, option, callback);
}

CURLcode davit_curl_getinfo_long(CURL *handle, CURLINFO info, long *value) {
    return loaded.curl_easy_getinfo(handle, info, value);
}

CURLcode davit_curl_getinfo_string(CURL *handle, CURLINFO info, char **value) {
    return loaded.curl_easy_getinfo(handle, info, value);
}

CURLUcode davit_curl_url_get(CURLU *url, CURLUPart part, char **text, unsigned int flags) {
    return loaded.curl_url_get(url, part, text, flags);
}

CURLcode davit_curl_message_result(const CURLMsg *message) { return message->data.result; }

CURLcode davit_curl_setopt_sockets(
    CURL *handle, curl_opensocket_callback open, curl_closesocket_callback close, void *context
) {
    CURLcode code = loaded.curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open);
    if (code == CURLE_OK) code = loaded.curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, context);
    if (code == CURLE_OK) code = loaded.curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, close);
    if (code == CURLE_OK) code = loaded.curl_easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, context);
    return code;
}
