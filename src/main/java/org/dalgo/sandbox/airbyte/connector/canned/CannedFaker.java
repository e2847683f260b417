package org.dalgo.sandbox.airbyte.connector.canned;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.connector.ConnectorCheckResult;
import org.dalgo.sandbox.airbyte.connector.ConnectorFailure;
import org.dalgo.sandbox.airbyte.connector.StreamByStreamConnector;
import org.dalgo.sandbox.airbyte.model.AirbyteStreamBuilder;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

/**
 * Made-up users, products and purchases. The same seed gives the same people. {@code updated_at} is the time of the
 * read. With {@code always_updated} off, a second read finds nothing new.
 */
public final class CannedFaker extends StreamByStreamConnector {

    private static final Instant EPOCH = LocalDate.of(2023, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC);
    private static final int PRODUCTS = 100;
    private static final List<String> FIRST = List.of(
            "Asha", "Ravi", "Meena", "Joseph", "Fatima", "Tenzin", "Lakshmi", "Imran", "Grace", "Kofi", "Wanjiru",
            "Priya", "Arjun", "Zainab", "Devi", "Samuel");
    private static final List<String> LAST = List.of(
            "Sharma",
            "Okafor",
            "Kumari",
            "Mwangi",
            "Patel",
            "Das",
            "Khan",
            "Mensah",
            "Iyer",
            "Bora",
            "Toppo",
            "Fernandes",
            "Reddy",
            "Naik");
    private static final List<String> TITLE = List.of("Ms", "Mr", "Dr", "Mx");
    private static final List<String> DEGREE = List.of("Primary", "Secondary", "Diploma", "Bachelor", "Master");
    private static final List<String> WORK =
            List.of("Teacher", "Nurse", "Farmer", "Tailor", "Driver", "Health worker", "Student", "Weaver");
    private static final List<String> LANGUAGE = List.of("Hindi", "Tamil", "Swahili", "Bengali", "English", "Twi");
    private static final List<String> NATION = List.of("Indian", "Kenyan", "Ghanaian", "Nepali", "Bangladeshi");
    private static final List<String> BLOOD = List.of("A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-");
    private static final List<String> CITY = List.of("Ranchi", "Nairobi", "Accra", "Madurai", "Guwahati", "Pune");
    private static final List<String> MAKE = List.of("Hero", "Tata", "Bajaj", "Toyota", "Mahindra");

    private final SandboxClock clock;

    public CannedFaker(SandboxClock clock) {
        this.clock = clock;
    }

    @Override
    public ConnectorCheckResult check(ObjectNode config) {
        return config.path("count").asLong(1000) >= 1
                ? ConnectorCheckResult.success()
                : ConnectorCheckResult.failure("Count must be 1 or greater");
    }

    @Override
    public ArrayNode discover(ObjectNode config) {
        AirbyteStreamBuilder users = new AirbyteStreamBuilder("users", null);
        for (String text : List.of(
                "title",
                "first_name",
                "last_name",
                "name",
                "email",
                "telephone",
                "gender",
                "language",
                "academic_degree",
                "nationality",
                "occupation",
                "height",
                "blood_type")) {
            users.column(text, "string");
        }
        users.column("id", "integer")
                .column("age", "integer")
                .column("weight", "integer")
                .column("address", "object")
                .column("subscribed", "boolean");
        AirbyteStreamBuilder products = new AirbyteStreamBuilder("products", null)
                .column("id", "integer")
                .column("make", "string")
                .column("model", "string")
                .column("year", "integer")
                .column("price", "number");
        AirbyteStreamBuilder purchases = new AirbyteStreamBuilder("purchases", null)
                .column("id", "integer")
                .column("product_id", "integer")
                .column("user_id", "integer")
                .column("added_to_cart_at", "timestamptz")
                .column("purchased_at", "timestamptz")
                .column("returned_at", "timestamptz");
        return SandboxJson.array(
                List.of(users, products, purchases).stream().map(stream -> stream.column("created_at", "timestamptz")
                        .column("updated_at", "timestamptz")
                        .cursor("updated_at")
                        .key(List.of("id"))
                        .build()));
    }

    @Override
    protected Records read(ObjectNode config, ConfiguredStream stream, JsonNode state) {
        long seed = config.path("seed").asLong(-1);
        long base = seed < 0 ? clock.millis() : seed;
        long count = config.path("count").asLong(1000);
        boolean alwaysUpdated = config.path("always_updated").asBoolean(true);
        String now = clock.now().truncatedTo(ChronoUnit.SECONDS).toString();
        LongFunction<ObjectNode> make =
                switch (stream.name()) {
                    case "users" -> id -> user(id, random(base, 1, id));
                    case "products" -> id -> product(id, random(base, 2, id));
                    case "purchases" -> id -> purchase(id, count, random(base, 3, id));
                    default ->
                        throw ConnectorFailure.config(
                                SandboxActorType.SOURCE, "Stream " + stream.name() + " is not known to this source");
                };
        long size = stream.name().equals("products") ? Math.min(PRODUCTS, count) : count;
        boolean nothingNew = stream.incremental() && !alwaysUpdated && state.has("updated_at");
        Function<ObjectNode, ObjectNode> stamp = record -> alwaysUpdated
                ? record.put("updated_at", now)
                : record.put("updated_at", record.path("created_at").asText());
        var records = LongStream.rangeClosed(1, nothingNew ? 0 : size)
                .mapToObj(make)
                .map(stamp)
                .iterator();
        return new RecordList(
                records, () -> SandboxJson.object().put("updated_at", now).put("seed", seed));
    }

    private static ObjectNode user(long id, Random random) {
        String first = pick(FIRST, random);
        String last = pick(LAST, random);
        ObjectNode user = created(id, random)
                .put("title", pick(TITLE, random))
                .put("first_name", first)
                .put("last_name", last)
                .put("name", first + " " + last)
                .put("age", 16 + random.nextInt(60))
                .put("email", (first + "." + last + id + "@example.org").toLowerCase(java.util.Locale.ROOT))
                .put("telephone", "+91 98" + (10000000 + random.nextInt(89999999)))
                .put("gender", random.nextInt(20) == 0 ? "Other" : random.nextBoolean() ? "Female" : "Male")
                .put("language", pick(LANGUAGE, random))
                .put("academic_degree", pick(DEGREE, random))
                .put("nationality", pick(NATION, random))
                .put("occupation", pick(WORK, random))
                .put("height", "1." + (45 + random.nextInt(50)))
                .put("blood_type", pick(BLOOD, random))
                .put("weight", 40 + random.nextInt(50))
                .put("subscribed", random.nextBoolean());
        user.putObject("address")
                .put("street_number", Integer.toString(1 + random.nextInt(200)))
                .put("city", pick(CITY, random))
                .put("postal_code", Integer.toString(100000 + random.nextInt(899999)))
                .put("country_code", "IN");
        return user;
    }

    private static ObjectNode product(long id, Random random) {
        return created(id, random)
                .put("make", pick(MAKE, random))
                .put("model", "Model " + (char) ('A' + random.nextInt(26)))
                .put("year", 1995 + random.nextInt(30))
                .put("price", 1000 + random.nextInt(90000) / 2.0);
    }

    private static ObjectNode purchase(long id, long users, Random random) {
        ObjectNode purchase = created(id, random)
                .put("product_id", 1 + random.nextInt(PRODUCTS))
                .put("user_id", 1 + random.nextLong(users));
        Instant added = Instant.parse(purchase.get("created_at").asText());
        purchase.put("added_to_cart_at", added.toString());
        if (random.nextInt(4) > 0) {
            Instant purchased = added.plus(1 + random.nextInt(600), ChronoUnit.MINUTES);
            purchase.put("purchased_at", purchased.toString());
            if (random.nextInt(10) == 0) {
                purchase.put("returned_at", purchased.plus(5, ChronoUnit.DAYS).toString());
            }
        }
        return purchase;
    }

    private static ObjectNode created(long id, Random random) {
        return SandboxJson.object()
                .put("id", id)
                .put(
                        "created_at",
                        EPOCH.plus(random.nextInt(1_000_000), ChronoUnit.MINUTES)
                                .toString());
    }

    private static Random random(long base, int stream, long id) {
        // Neighbouring seeds give similar first numbers, so they are spread by a large odd factor first.
        return new Random((base * 31 + stream) * 0x9E3779B97F4A7C15L + id * 0x2545F4914F6CDD1DL);
    }

    private static String pick(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }
}
