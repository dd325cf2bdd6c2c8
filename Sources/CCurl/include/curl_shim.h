#ifndef BRAID_CURL_SHIM_H
#define BRAID_CURL_SHIM_H

#include <stddef.h>

// libcurl's options are set by a variadic function, which Swift cannot call: one function with plain arguments sends
// one message.

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    const char *url;                // smtp://host:port or smtps://host:port
    const char *username;           // NULL for none
    const char *password;
    int require_tls;                // 1: refuse to send unless the connection is encrypted
    const char *from;               // address only
    const char *const *recipients;  // addresses only
    size_t recipient_count;
    const char *message;            // RFC 5322, CRLF
    size_t message_length;
    long timeout_seconds;
} braid_smtp_message;

// Returns 0 when the server has accepted the message. Otherwise libcurl's code; *response is the server's last reply
// code (0 if none) and `error` holds a text of at most 256 bytes.
int braid_smtp_send(const braid_smtp_message *message, long *response, char error[256]);

// Connects, encrypts and signs in as braid_smtp_send does, and hands nothing over: sender, recipients and message are not
// read. The same answers.
int braid_smtp_greet(const braid_smtp_message *message, long *response, char error[256]);

#ifdef __cplusplus
}
#endif
#endif
