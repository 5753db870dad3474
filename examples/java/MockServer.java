import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts and stops mockserver for a suite in Java: {@code try (var server = MockServer.start("rotor")) { ... }}.
 */
public final class MockServer implements AutoCloseable {
    private static final Pattern URL = Pattern.compile(" on (https?://\\S+)");
    private static final int GRACE = 10; // seconds until a server that does not stop is killed

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();

    /** Its root: {@code http://127.0.0.1:PORT}. */
    public final String url;

    private MockServer(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Serves documents on a free port, and returns once it answers.
     *
     * @param documents names, files or URLs; none stands for all
     * @throws IOException with what it printed, when it does not start
     */
    public static MockServer start(String... documents) throws IOException, InterruptedException {
        String program = System.getenv().getOrDefault("MOCKSERVER_COMMAND", "mockserver");
        List<String> line = new ArrayList<>(List.of(program.split(" ")));
        line.add("serve");
        line.addAll(List.of(documents));
        line.addAll(List.of("--port", "0"));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        BufferedReader printed = process.inputReader();
        StringBuilder told = new StringBuilder();
        for (String text = printed.readLine(); text != null; text = printed.readLine()) {
            Matcher found = URL.matcher(text);
            if (found.find()) {
                drain(printed);
                return new MockServer(process, found.group(1));
            }
            told.append(text).append('\n');
        }
        throw new IOException("mockserver did not start (" + process.waitFor() + "): " + told);
    }

    /** What else it prints is not read, and must not fill the pipe. */
    private static void drain(BufferedReader printed) {
        Thread thread = new Thread(() -> printed.lines().forEach(line -> { }), "mockserver");
        thread.setDaemon(true);
        thread.start();
    }

    /** Back to the seeded state. */
    public void reset() throws IOException, InterruptedException {
        admin("POST", "/reset");
    }

    /** What was asked, newest first, as JSON. */
    public String requests() throws IOException, InterruptedException {
        return admin("GET", "/requests");
    }

    /** What the calls were like, as JSON: coverage of each contract, and the verdicts. */
    public String coverage() throws IOException, InterruptedException {
        return admin("GET", "/coverage");
    }

    private String admin(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/__admin" + path))
            .method(method, BodyPublishers.noBody()).build();
        var reply = client.send(request, BodyHandlers.ofString());
        if (reply.statusCode() >= 300) {
            throw new IOException(method + " /__admin" + path + ": " + reply.statusCode() + " " + reply.body());
        }
        return reply.body();
    }

    /** Ends it, once it has answered what it was asked. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(GRACE, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
