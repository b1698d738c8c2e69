package io.hopwire;

import java.util.List;

/**
 * A running node. Closing it ends its sessions and links politely, stops its threads, and closes its socket and files.
 */
public interface Engine extends AutoCloseable
{
    /**
     * Our own address.
     *
     * @return the public key.
     */
    PublicKey publicKey();

    /** {@return our own endpoint, to listen at} */
    Endpoint localEndpoint();

    /**
     * An endpoint to connect to.
     * <p>
     * Any 32 bytes are a legal public key of X25519, so a private key can only be detected where its public one is
     * known: that of this engine, of a neighbour and of a configured bootstrap peer are refused here.
     *
     * @param publicKey its address.
     * @return the endpoint; nothing is sent.
     * @throws HopwireException of category {@link ErrorCategory#KEY} if it is a private key, one of another identity
     *                          scheme than the engine's, or an address that nobody can have.
     */
    Endpoint endpoint(PublicKey publicKey);

    /**
     * Our own endpoint by its private key, as Amplicon's server names it.
     *
     * @param privateKey must be this engine's.
     * @return the endpoint, equal to {@link #localEndpoint()}.
     * @throws HopwireException of category {@link ErrorCategory#KEY} if it is the key of somebody else.
     */
    Endpoint endpoint(PrivateKey privateKey);

    /**
     * Where datagrams are received or, in an engine without UDP, connections of TCP are accepted.
     *
     * @return {@code host:port} or {@code tcp://host:port}; null for an engine that only opens connections.
     */
    String localAddress();

    /**
     * Where connections of TCP are accepted.
     *
     * @return {@code tcp://host:port}, to be given to others as a bootstrap peer; null where none are.
     */
    String tcpAddress();

    /**
     * The counters.
     *
     * @return a live view.
     */
    EngineCounters counters();

    /**
     * Links that are up.
     *
     * @return a snapshot.
     */
    List<PeerInfo> links();

    /**
     * Wait for the first link.
     *
     * @param timeoutNs most nanoseconds to wait.
     * @return true if there is one.
     */
    boolean awaitConnected(long timeoutNs);

    /**
     * Tell everybody in the network: every node that hears it shows it to its application and passes it on. Returns
     * when the node has it on its way. Nobody acknowledges it, and nothing proves to others that it is from us.
     *
     * @param message what, up to {@link #maxShoutLength()} bytes; others see {@link Shout.Kind#BYTES}.
     * @return neighbours that it goes to at first; 0 where nobody hears it.
     * @throws HopwireException where it is too long, where as many are under way, or were sent within a second, as the
     *     node lets pass, or where the engine has stopped.
     */
    int shout(byte[] message);

    /**
     * Tell everybody a text, as {@link #shout(byte[])}.
     *
     * @param text what; others see {@link Shout.Kind#TEXT}.
     * @return neighbours that it goes to at first.
     */
    int shout(String text);

    /**
     * Tell all neighbours, and nobody else: each shows it to its application, once, and proves by the link who it is
     * from. Waits until each has acknowledged it, or was told as often as {@code hopwire.speak.tries} says.
     *
     * @param message what, up to {@link #maxShoutLength()} bytes; others see {@link Shout.Kind#BYTES}.
     * @return neighbours that have acknowledged it.
     * @throws HopwireException where it is too long, where too many are under way, or where the engine has stopped.
     */
    int speak(byte[] message);

    /**
     * Tell all neighbours a text, as {@link #speak(byte[])}.
     *
     * @param text what; others see {@link Shout.Kind#TEXT}.
     * @return neighbours that have acknowledged it.
     */
    int speak(String text);

    /**
     * Who hears what neighbours tell their neighbours. Where nobody does, the node acknowledges it all the same.
     *
     * @param handlerOrNull from now on; null for nobody. May be called by any thread.
     */
    void speakHandler(ShoutHandler handlerOrNull);

    /**
     * Tell one key something, and wait for what becomes of it: over a link to it where there is one; else it is looked
     * up and dialled, or the message goes from neighbour to neighbour, sealed so that nobody else can read it. Its
     * application is shown it once, and knows for certain who it is from. Gives up after
     * {@code hopwire.whisper.timeout}.
     *
     * @param to      whose message it is.
     * @param message what, up to {@link #maxWhisperLength()} bytes; the other side sees {@link Shout.Kind#BYTES}.
     * @return what became of it.
     * @throws HopwireException where it is too long for whatever way there is, for this node itself or for a key that
     *     nobody can have, where too many are under way, or where the engine has stopped.
     */
    Whispered whisper(PublicKey to, byte[] message);

    /**
     * Tell one key a text, as {@link #whisper(PublicKey, byte[])}.
     *
     * @param to   whose message it is.
     * @param text what; the other side sees {@link Shout.Kind#TEXT}.
     * @return what became of it.
     */
    Whispered whisper(PublicKey to, String text);

    /**
     * The same, without waiting.
     *
     * @param to      whose message it is.
     * @param message what.
     * @param handler hears on the engine's thread what became of it.
     * @throws HopwireException where it is too long, for a key that can not be, or where the engine has stopped.
     */
    void whisper(PublicKey to, byte[] message, WhisperHandler handler);

    /**
     * Who hears what others tell this node alone. Where nobody does, the node acknowledges it all the same. That the
     * sender is who he says is proved, by a sealed box or by the link.
     *
     * @param handlerOrNull from now on; null for nobody. May be called by any thread.
     */
    void whisperHandler(ShoutHandler handlerOrNull);

    /**
     * Most bytes of a message for one key, of the UTF-8 of a text, that every way to it carries. Between keys of RSA,
     * where that is 214, longer ones go where links carry them: {@link #whisper(PublicKey, byte[])} says where not.
     *
     * @return bytes.
     */
    int maxWhisperLength();

    /** {@return most bytes of what everybody is told, of the UTF-8 of a text: a datagram of 1,200 bytes carries it} */
    int maxShoutLength();

    /**
     * Look a key up, which need not be a node's, and wait for it.
     *
     * @param key of the network's form.
     * @return nodes that can be dialled and have answered, those closest to the key, the closest first; empty where
     *     nobody has answered.
     * @throws HopwireException where too many look-ups are under way, where there is no link to the network, or where
     *     the engine has stopped.
     */
    List<FoundNode> find(PublicKey key);

    /**
     * Change, or read, what the network stores under a key, and wait for it. Changes, and readings but
     * {@link StoreRequest#get}, are decided by a majority of the nodes closest to the key.
     *
     * @param request what.
     * @return what is stored now; without a value where nothing is.
     * @throws StoreException   where it was not done, or nobody can tell.
     * @throws HopwireException where the engine has stopped.
     */
    StoredRecord store(StoreRequest request);

    /**
     * The same, without waiting.
     *
     * @param request what.
     * @param handler hears on the engine's thread how it ended.
     * @throws StoreException   where the request itself is wrong.
     * @throws HopwireException where the engine has stopped.
     */
    void store(StoreRequest request, StoreHandler handler);

    /**
     * Who hears what others tell everybody.
     *
     * @param handlerOrNull from now on; null for nobody. May be called by any thread.
     */
    void shoutHandler(ShoutHandler handlerOrNull);

    /**
     * Wait until the engine has something for its application: a message to read, a client to accept, an
     * acknowledgement, room for a message, the end of a session, a link. For a thread that looks after several things
     * by calls that do not block, and finds nothing to do: what came since the last call ends this one at once.
     * <pre>{@code
     *   long seen = 0;
     *   while (engine.isRunning())
     *   {
     *       if (0 == acceptAndReadWhatIsThere())
     *       {
     *           seen = engine.awaitEvents(seen, TIMEOUT_NS);
     *       }
     *   }
     * }</pre>
     *
     * @param seen      what the last call returned, 0 to begin with.
     * @param timeoutNs most nanoseconds to wait.
     * @return for the next call; as before where nothing has come in time, or the engine is being closed.
     * @throws HopwireException where the engine has stopped, or the thread is interrupted.
     */
    long awaitEvents(long seen, long timeoutNs);

    /**
     * Run one duty cycle. Only in {@code INVOKER} mode, and only by one thread.
     *
     * @return work done; 0 when the caller may idle.
     * @throws HopwireException if the engine has threads of its own, or has stopped.
     */
    int doWork();

    /**
     * Whether it runs.
     *
     * @return false once it is closed or has stopped with an error.
     */
    boolean isRunning();

    /**
     * Close. Waits up to the configured linger time for what was written to be delivered. May be called again.
     */
    @Override
    void close();
}
