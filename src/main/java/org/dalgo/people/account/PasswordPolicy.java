package org.dalgo.people.account;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.dalgo.platform.http.Failure;

/**
 * Which passwords are good enough: long rather than colourful, and none that everybody tries first (NIST SP 800-63B,
 * section 3.1.1.2).
 */
final class PasswordPolicy {

    static final int SHORTEST = 8;

    /** Longer ones only make us work. */
    static final int LONGEST = 256;

    // The usual first guesses of at least eight characters; digits and signs at the end of a word are looked at apart.
    private static final Set<String> COMMON =
            """
            password passwort passw0rd p@ssword p@ssw0rd pa55word password1 password12 password123 password1234
            motdepasse contrasena contraseña senha123 parola123 geslo123 lozinka1
            12345678 123456789 1234567890 123456780 12344321 87654321 987654321 0987654321 01234567 012345678 0123456789
            11111111 00000000 22222222 33333333 44444444 55555555 66666666 77777777 88888888 99999999 12121212 11223344
            1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qazxsw2 q1w2e3r4 q1w2e3r4t5 qazwsxedc zaq12wsx zaq1zaq1 1234qwer qwer1234
            qwerty12 qwerty123 qwertyui qwertyuiop qwertzui qwertzuiop azertyui azertyuiop asdfghjk asdfghjkl asdf1234
            zxcvbnm1 zxcvbnm123 abcd1234 abc12345 abcdefgh abcdefghi a1b2c3d4 aa123456 a1234567 a12345678 q1234567
            iloveyou iloveyou1 iloveyou2 loveyou1 iloveu12 sunshine princess princess1 football football1 baseball
            basketball superman batman123 spiderman starwars pokemon1 pokemon123 minecraft charlie1 michael1 jennifer
            michelle jordan23 computer internet whatever trustno1 letmein1 letmein123 letmeinn welcome1 welcome12
            welcome123 welcome2024 welcome2025 welcome2026 changeme changeme1 changeme123 changeit default1 default123
            administrator admin123 admin1234 admin12345 adminadmin root1234 rootroot toor1234 test1234 test12345 testtest
            guest123 user1234 username temp1234 temporary secret12 secret123 topsecret master12 master123 login123
            monkey12 monkey123 dragon12 dragon123 shadow12 shadow123 freedom1 killer12 hello123 helloworld google123
            facebook linkedin samsung1 samsung123 liverpool chelsea1 arsenal1 barcelona realmadrid manchester
            summer2024 summer2025 summer2026 winter2024 winter2025 winter2026 spring2024 spring2025 spring2026
            autumn2024 autumn2025 autumn2026 monday123 january1 december december1 november september
            krishna1 ganesh123 india123 india1234 bangalore mumbai123 jaihind1 omsairam saibaba1 sairam123
            dalgo123 dalgo1234 dalgodalgo airbyte1 prefect1 postgres postgres1 database warehouse
            blink182 pa$$word pass1234 pass12345 passpass asdasdasd qweqweqwe 123123123 123321123 321321321 abcabcabc
            1q2w3e4r5t6y zxcasdqwe qazwsx123 poiuytrewq mnbvcxz1 lkjhgfdsa 147258369 159753456 741852963 789456123
            """
                    .strip()
                    .lines()
                    .flatMap(line -> java.util.Arrays.stream(line.strip().split("\\s+")))
                    .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> WORDS = Set.of(
            "password",
            "passwort",
            "passw0rd",
            "p@ssword",
            "p@ssw0rd",
            "qwerty",
            "qwertz",
            "azerty",
            "welcome",
            "admin",
            "administrator",
            "letmein",
            "changeme",
            "iloveyou",
            "dalgo",
            "login",
            "secret",
            "test",
            "user");

    private PasswordPolicy() {}

    /**
     * Refuses a password that is not good enough.
     *
     * @param field name of the field it came in
     * @param email address of its owner, or null while that is not known
     */
    static void check(String field, String password, String email) {
        if (password == null || password.length() < SHORTEST) {
            throw Failure.invalid(field, "is too short, it needs at least " + SHORTEST + " characters");
        }
        if (password.length() > LONGEST) {
            throw Failure.invalid(field, "is too long, it may have " + LONGEST + " characters");
        }
        String plain = password.strip().toLowerCase(Locale.ROOT);
        if (plain.chars().distinct().count() < 3 || COMMON.contains(plain) || WORDS.contains(stem(plain))) {
            throw Failure.invalid(field, "is one of the first that anybody would try, please choose another");
        }
        if (email != null && isOf(plain, email.strip().toLowerCase(Locale.ROOT))) {
            throw Failure.invalid(field, "is too much like your e-mail address, please choose another");
        }
    }

    private static String stem(String password) {
        return password.replaceAll("[\\d\\p{Punct}]+$", "");
    }

    private static boolean isOf(String password, String email) {
        int at = email.indexOf('@');
        String name = at < 0 ? email : email.substring(0, at);
        return password.equals(email)
                || stem(name).length() >= 4 && stem(password).equals(stem(name));
    }
}
