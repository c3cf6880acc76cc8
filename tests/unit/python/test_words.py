"""The words of a name: acronyms, their plurals, and words that are spelled in their own way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from specloom.python.naming.identifiers import pascal, snake
from specloom.python.naming.words import cut, letter_first, spaced, spellings, words, words_apart


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # acronyms, and several of them
        ("HTTPStatus", "http_status"),
        ("VPCs", "vpcs"),
        ("userIDs", "user_ids"),
        ("UserIDs", "user_ids"),
        ("getURLs", "get_urls"),
        ("listVMs", "list_vms"),
        ("GPUs", "gpus"),
        ("PDFs", "pdfs"),
        ("UUIDs", "uuids"),
        ("floatingIPs_list", "floating_ips_list"),
        ("reservedIPsActions", "reserved_ips_actions"),
        ("getWirelessLANs", "get_wireless_lans"),
        ("listARNsByTag", "list_arns_by_tag"),
        ("listAPIs", "list_apis"),
        ("APIsList", "apis_list"),
        ("supportedOSes", "supported_oses"),
        ("CSGOIsTerrorist", "csgo_is_terrorist"),
        ("isIDSet", "is_id_set"),
        ("PackageTypeIDtoBundle", "package_type_id_to_bundle"),
        ("RSbyCreditMemoItem", "rs_by_credit_memo_item"),
        ("POSTcreate", "post_create"),
        ("GETRefundType", "get_refund_type"),
        ("PINInput", "pin_input"),
        ("vCPUs", "vcpus"),
        ("VLanPort", "vlan_port"),
        ("GetItems", "get_items"),
        ("ETags", "etags"),
        # with versions and numbers
        ("APIv2", "api_v2"),
        ("TLSv1", "tls_v1"),
        ("getIPv6Pools", "get_ipv6_pools"),
        ("IPv4Address", "ipv4_address"),
        ("shareIPv4s", "share_ipv4s"),
        ("DHCPIPv4", "dhcp_ipv4"),
        ("DHCPv6Options", "dhcpv6_options"),
        ("SHA256", "sha256"),
        ("sha256Sum", "sha256_sum"),
        ("MD5OfBody", "md5_of_body"),
        ("S3Bucket", "s3_bucket"),
        ("S3URL", "s3_url"),
        ("EC2Instance", "ec2_instance"),
        ("P2PLink", "p2p_link"),
        ("apps_v1alpha1", "apps_v1alpha1"),
        ("AppsV2Beta1Api", "apps_v2beta1_api"),
        ("v1alphabet", "v1_alphabet"),
        ("B2B", "b2b"),
        ("i18nTexts", "i18n_texts"),
        ("x5t#S256", "x5t_s256"),
        ("V1X1Spec", "v1_x1_spec"),
        ("volume24h", "volume_24h"),
        ("priceChange7d", "price_change_7d"),
        ("the3rd", "the3_rd"),
        ("my_3rd_party", "my_3rd_party"),
        ("responses5xx", "responses5_xx"),
        ("is3D", "is_3d"),
        ("enable2FA", "enable_2fa"),
        ("allowed_2fa_method", "allowed_2fa_method"),
        # words that are spelled in their own way
        ("OAuth2", "oauth2"),
        ("OAuth2PasswordBearer", "oauth2_password_bearer"),
        ("createOAuthClient", "create_oauth_client"),
        ("oAuthToken", "oauth_token"),
        ("OAUTH2_TOKEN", "oauth2_token"),
        ("XOAuth2", "x_oauth2"),
        ("GitHub", "github"),
        ("gitHubApps", "github_apps"),
        ("GithubApps", "github_apps"),
        ("getGitHubURLs", "get_github_urls"),
        ("GitLab", "gitlab"),
        ("OpenAI", "openai"),
        ("OpenAIFile", "openai_file"),
        ("openAIKey", "openai_key"),
        ("OpenAPI", "openapi"),
        ("openAPIV3Schema", "openapi_v3_schema"),
        ("GraphQLQuery", "graphql_query"),
        ("GraphQlQuery", "graphql_query"),
        ("MySQLDatabase", "mysql_database"),
        ("MySqlDatabase", "mysql_database"),
        ("PostgreSQL", "postgresql"),
        ("DynamoDBTable", "dynamodb_table"),
        ("MongoDB", "mongodb"),
        ("SQLiteFile", "sqlite_file"),
        ("iOSApps", "ios_apps"),
        ("listIOSDevices", "list_ios_devices"),
        ("iOS", "ios"),
        ("macOSVersion", "macos_version"),
        ("iPhone", "iphone"),
        ("K8s", "k8s"),
        ("k8sCluster", "k8s_cluster"),
        ("io.k8s.api", "io_k8s_api"),
        ("WiFiSSID", "wifi_ssid"),
        ("YouTubeURL", "youtube_url"),
        ("LinkedInProfile", "linkedin_profile"),
        ("linkedInvoices", "linked_invoices"),
        ("PayPalOrder", "paypal_order"),
        ("JavaScript", "javascript"),
        ("IoTDevice", "iot_device"),
        ("SaaSTenant", "saas_tenant"),
        ("QoSPolicy", "qos_policy"),
        ("energyKWh", "energy_kwh"),
        ("sizeGiB", "size_gib"),
        ("VMwareHost", "vmware_host"),
        ("eTag", "etag"),
        ("useSIM", "use_sim"),
        ("multiOSSupport", "multi_os_support"),
        ("PopulationId", "population_id"),
        ("dosage", "dosage"),
        # what botocore's xform_name is tested with, and what it has exceptions for
        ("ListHITsForQualificationType", "list_hits_for_qualification_type"),
        ("CreateCachediSCSIVolume", "create_cached_iscsi_volume"),
        ("DescribeStorediSCSIVolumes", "describe_stored_iscsi_volumes"),
        ("ExecutePartiQLStatement", "execute_partiql_statement"),
        ("CreateOAuth2TokenWithIAM", "create_oauth2_token_with_iam"),
        ("AssociateWhatsAppBusinessAccount", "associate_whatsapp_business_account"),
        ("GetOTelEnrichment", "get_otel_enrichment"),
        ("SwapEnvironmentCNAMEs", "swap_environment_cnames"),
        ("GatewayARNs", "gateway_arns"),
        ("ListWebACLs", "list_web_acls"),
        ("ListMFADevices", "list_mfa_devices"),
        ("IPV6", "ipv6"),
        ("FastAPI", "fastapi"),
        ("PublicIPAddress", "public_ip_address"),
    ],
)
def test_a_name_is_split_as_a_person_would(name: str, expected: str) -> None:
    """Acronyms, brands and units are words."""
    assert snake(name) == expected


@pytest.mark.parametrize(
    ("name", "variable", "class_"),
    [
        ("1-Click Applications", "one_click_applications", "OneClickApplications"),
        ("1Click_install", "one_click_install", "OneClickInstall"),
        ("2FA", "two_factor", "TwoFactor"),
        ("2faEnabled", "two_factor_enabled", "TwoFactorEnabled"),
        ("3D Secure", "three_d_secure", "ThreeDSecure"),
        ("3ds", "three_ds", "ThreeDs"),
        ("1Password", "one_password", "OnePassword"),
        ("3rdParty", "third_party", "ThirdParty"),
        ("1st", "first", "First"),
        ("2", "x_2", "X2"),
        ("24h", "x_24h", "X24h"),
        ("5xx", "x_5xx", "X5xx"),
        ("404", "x_404", "X404"),
        ("+1", "plus_1", "Plus1"),
        ("-1", "minus_1", "Minus1"),
        ("-1.5", "minus_1_5", "Minus15"),
        ("1.5", "x_1_5", "X15"),
    ],
)
def test_a_name_does_not_begin_with_a_digit(name: str, variable: str, class_: str) -> None:
    """A small number that counts is a word; others come after what the thing is."""
    assert snake(name, "x") == variable
    assert pascal(name, "X") == class_


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("openai_api", "OpenAIApi"),
        ("github app", "GitHubApp"),
        ("oauth2_token", "Oauth2Token"),
        ("OAuth2", "OAuth2"),
        ("GitHub", "GitHub"),
        ("Github", "Github"),
        ("VPCs", "VPCs"),
        ("vpc_list", "VpcList"),
        ("graphql", "GraphQL"),
    ],
)
def test_a_class_is_spelled_as_people_spell_it(name: str, expected: str) -> None:
    """In the document's own capitals, and where it has none, in those of the list."""
    assert pascal(name) == expected


@pytest.mark.parametrize("make", [snake, pascal])
def test_a_long_name_ends_with_a_whole_word(make: object) -> None:
    """What is too long loses words, not letters."""
    name = "PostSubscriptionsExposedIdRequestPaymentSettingsPaymentMethodOptionsCustomerBalanceBankTransfer"
    assert callable(make)
    whole, found = make(name), make(f"{name}EuropeanUnion")
    assert len(found) <= 90
    assert f"{found}{'Bank' if make is pascal else '_bank'}" in whole or found in whole
    assert not whole.startswith(f"{found}nk")


def test_every_spelling_is_one_word() -> None:
    """By itself, and before and after another word."""
    for spelling in spellings():
        word = spelling.text
        assert words(word) == [word.lower()]
        assert words(f"{word}Name") == [word.lower(), "name"]
        assert words(f"x-{word}") == ["x", word.lower()]
        if word[0].isupper():
            assert words(f"get{word}") == ["get", word.lower()]


@given(st.text("aAbBxXsS19OhGitu_ -", max_size=20))
def test_words_of_words_are_the_same(text: str) -> None:
    """A name that was made is not split further."""
    once = words(text)
    assert words(" ".join(once)) == once


# --- words run together


SUMMARY = "Create an API key for a service account"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("CreateanAPIkeyforaserviceaccount", SUMMARY, "create an api key for a service account"),
        (
            "getorganizationspendlimit",
            "Get organization spend limit",
            "get organization spend limit",
        ),
        ("getorganizationspendlimit", "organizations spend_limit", "get organization spend limit"),
        (
            "createcontentprovenancecheck",
            "content provenance checks",
            "create content provenance check",
        ),
        (
            "getinputtokencounts",
            "responses input tokens Get input token counts",
            "get input token counts",
        ),
        ("listKeysforuser", "List keys for a user", "list keys for user"),
        ("getuser", "Get user by id", "get user"),
        ("informUser", "Fill in the form for the user", "inform user"),
        ("notifications", "not all if", "notifications"),
        ("getUserInfo", "Obtain it", "get user info"),
        ("createThing", "", "create thing"),
        ("workspaces", "Work in spaces", "work spaces"),
    ],
)
def test_words_run_together_are_cut(name: str, text: str, expected: str) -> None:
    """With the words that summary, path and tag offer; what is not made of them stays whole."""
    assert " ".join(words_apart(name, set(words(text)))) == expected


def test_separators_and_capitals_stay() -> None:
    """They say more than where a word ends; only what is run together gets spaces."""
    vocabulary = {"spend", "limit"}
    assert spaced("orgs/getspendlimits.Größe", vocabulary) == "orgs/get spend limits.Größe"
    assert spaced("orgs/getSpendLimits", vocabulary) == "orgs/getSpendLimits"


def test_a_cut_takes_the_fewest_words() -> None:
    """So a long word of the document is not cut into short ones."""
    assert cut("backgroundjobs", {"back", "ground", "background", "jobs"}) == ["background", "jobs"]
    assert cut("backgroundjob", {"back", "ground", "jobs"}) == ["backgroundjob"]
    assert cut("background", {"background", "back", "ground"}) == ["background"]


def test_only_the_first_digits_are_replaced() -> None:
    """The rest of the name stays as it is."""
    assert letter_first("2ndLine2") == "second Line2"
    assert letter_first("line 2") == "line 2"
