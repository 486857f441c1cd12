/** A server that does nothing, under a class path that is longer than a page. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        Thread.sleep(Long.MAX_VALUE);
    }
}
