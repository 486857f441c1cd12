// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.access;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.plumbline.v1.AgentServiceGrpc;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Finds out who calls, and lets agents to the agents' service and operators to the other one. */
public final class CallerInterceptor implements ServerInterceptor {
    private static final Context.Key<Caller> CALLER =
            Context.keyWithDefault("plumbline-caller", new Caller.Stranger("(nobody)"));

    private final boolean tls;

    /** {@code tls}: whether callers show certificates; without, all of them are on this machine. */
    public CallerInterceptor(boolean tls) {
        this.tls = tls;
    }

    /** The caller of the call that runs on this thread. */
    public static Caller current() {
        return CALLER.get();
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Caller caller = tls ? certified(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION)) : new Caller.Local();
        try {
            if (AgentServiceGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName())) {
                caller.requireAgent();
            } else {
                caller.requireOperator();
            }
        } catch (StatusRuntimeException denied) {
            call.close(denied.getStatus(), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return Contexts.interceptCall(Context.current().withValue(CALLER, caller), call, headers, next);
    }

    private static Caller certified(@Nullable SSLSession session) {
        if (session == null) {
            return new Caller.Stranger("(no TLS)");
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate certificate
                    ? Subjects.caller(certificate.getSubjectX500Principal().getName())
                    : new Caller.Stranger("(no certificate)");
        } catch (SSLPeerUnverifiedException none) {
            return new Caller.Stranger("(no certificate)");
        }
    }
}
