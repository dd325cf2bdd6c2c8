#include "curl_shim.h"

#include <curl/curl.h>
#include <string.h>

typedef struct {
    const char *bytes;
    size_t left;
} upload;

static size_t read_message(char *buffer, size_t size, size_t count, void *context) {
    upload *source = context;
    size_t room = size * count;
    size_t length = source->left < room ? source->left : room;
    memcpy(buffer, source->bytes, length);
    source->bytes += length;
    source->left -= length;
    return length;
}

static void set_server(CURL *curl, const braid_smtp_message *message, char error[256]) {
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
    curl_easy_setopt(curl, CURLOPT_URL, message->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    if (message->username) curl_easy_setopt(curl, CURLOPT_USERNAME, message->username);
    if (message->password) curl_easy_setopt(curl, CURLOPT_PASSWORD, message->password);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(message->require_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, message->timeout_seconds);
}

static int perform(CURL *curl, long *response, char error[256]) {
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, response);
    if (code != CURLE_OK && error[0] == 0) strncpy(error, curl_easy_strerror(code), 255);
    curl_easy_cleanup(curl);
    return (int)code;
}

int braid_smtp_send(const braid_smtp_message *message, long *response, char error[256]) {
    error[0] = 0;
    *response = 0;
    CURL *curl = curl_easy_init();
    if (!curl) return CURLE_OUT_OF_MEMORY;
    struct curl_slist *recipients = NULL;
    for (size_t i = 0; i < message->recipient_count; i++) {
        recipients = curl_slist_append(recipients, message->recipients[i]);
    }
    upload source = {message->message, message->message_length};
    set_server(curl, message, error);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, message->from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_message);
    curl_easy_setopt(curl, CURLOPT_READDATA, &source);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    int code = perform(curl, response, error);
    curl_slist_free_all(recipients);
    return code;
}

int braid_smtp_greet(const braid_smtp_message *message, long *response, char error[256]) {
    error[0] = 0;
    *response = 0;
    CURL *curl = curl_easy_init();
    if (!curl) return CURLE_OUT_OF_MEMORY;
    set_server(curl, message, error);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "NOOP");
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    return perform(curl, response, error);
}
