using System.Text.Json;

namespace Freshmaker.Host.Tests.Rest;

/// <summary>Pages and their links (behaviour.md §5.4).</summary>
[Collection(RecordedCollection.Name)]
public sealed class PagingContractTests(Recorded recorded)
{
    RestHost Rest => recorded.Rest;

    string Root => Rest.Reading.Client.BaseAddress!.ToString();

    static string Meta(JsonElement page) => page.GetProperty("meta").GetRawText();

    static IEnumerable<string?> Ids(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("message_id").GetString());

    [Fact]
    public async Task The_first_page_has_ten_and_the_links_are_absolute_and_keep_the_other_parameters()
    {
        var page = await Rest.GetAsync("/api/2/events/?state=FAILED&state=CANCELED&search_key=a%20%26b&state=2");
        var link = $"{Root}api/2/events/?page=1&per_page=10&state=FAILED&state=CANCELED&state=2&search_key=a%20%26b";
        Meta(page).ShouldBe($$"""{"page":1,"pages":0,"per_page":10,"prev":null,"next":null,"total":0,"first":"{{link}}","last":"{{link}}"}""");
    }

    [Fact]
    public async Task A_page_in_the_middle_names_its_neighbours()
    {
        var page = await Rest.GetAsync("/api/2/events/?page=2&per_page=2&order_by=id");
        Ids(page).ShouldBe(["m-3", "m-4"]);
        string Link(int n) => $"{Root}api/2/events/?page={n}&per_page=2&order_by=id";
        Meta(page).ShouldBe(
            $$"""{"page":2,"pages":3,"per_page":2,"prev":"{{Link(1)}}","next":"{{Link(3)}}","total":5,"first":"{{Link(1)}}","last":"{{Link(3)}}"}""");
    }

    [Theory]
    [InlineData("id")]
    [InlineData("-id")]
    [InlineData("message_id")]
    [InlineData("-message_id")]
    public async Task Following_next_gives_everything_once_in_order_whichever_end_a_page_is_read_from(string order)
    {
        foreach (var size in (int[])[1, 2, 3, 4, 5, 6])
        {
            var (seen, next) = (new List<string?>(), $"/api/2/events/?per_page={size}&order_by={order}");
            while (next is not null)
            {
                var page = await Rest.GetAsync(next);
                seen.AddRange(Ids(page));
                next = page.GetProperty("meta").GetProperty("next").GetString();
            }

            seen.ShouldBe(order.StartsWith('-') ? ["m-5", "m-4", "m-3", "m-2", "m-1"] : ["m-1", "m-2", "m-3", "m-4", "m-5"]);
        }
    }

    [Theory]
    [InlineData("page=4&per_page=2", 4, 3, 2, 3L, null)]
    [InlineData("page=1000000000000000000&per_page=1000", 1000000000000000000, 1, 1000, 999999999999999999L, null)]
    [InlineData("page=0", 0, 1, 10, null, 1L)]
    [InlineData("page=-3", -3, 1, 10, null, 1L)]
    [InlineData("per_page=0", 1, 0, 0, null, null)]
    public async Task A_page_that_there_is_not_is_empty(string query, long page, long pages, int size, long? prev, long? next)
    {
        var answer = await Rest.GetAsync($"/api/1/events/?{query}");
        answer.GetProperty("items").GetArrayLength().ShouldBe(0);
        var meta = answer.GetProperty("meta");
        (meta.GetProperty("page").GetInt64(), meta.GetProperty("pages").GetInt64(), meta.GetProperty("per_page").GetInt32(), meta.GetProperty("total").GetInt64()).ShouldBe((page, pages, size, 5));
        NumberIn(meta.GetProperty("prev").GetString()).ShouldBe(prev);
        NumberIn(meta.GetProperty("next").GetString()).ShouldBe(next);
    }

    [Fact]
    public async Task A_page_has_at_most_a_thousand_and_says_so() =>
        (await Rest.GetAsync("/api/2/builds/?per_page=99999999")).GetProperty("meta").GetProperty("per_page").GetInt32().ShouldBe(1000);

    [Fact]
    public async Task Behind_a_proxy_links_lead_through_it()
    {
        using var response = await Rest.SendAsync(
            HttpMethod.Get, "/tools/freshmaker/api/2/events/?per_page=1", null, null, ("X-Script-Name", "/tools/freshmaker"), ("X-Forwarded-Host", "rebuilds.example.org"), ("X-Scheme", "https"));
        var page = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        page.GetProperty("meta").GetProperty("next").GetString().ShouldBe("https://rebuilds.example.org/tools/freshmaker/api/2/events/?page=2&per_page=1");
        page.GetProperty("items")[0].GetProperty("url").GetString()!.ShouldStartWith("/tools/freshmaker/api/1/events/");
    }

    [Theory]
    [InlineData("X-Forwarded-Host", "evil.example\"><script>")]
    [InlineData("X-Scheme", "javascript")]
    [InlineData("X-Script-Name", "//evil.example")]
    public async Task Headers_that_say_no_host_scheme_or_path_are_not_believed(string name, string value)
    {
        using var response = await Rest.SendAsync(HttpMethod.Get, "/api/2/events/?per_page=1", null, null, (name, value));
        var page = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        page.GetProperty("meta").GetProperty("first").GetString().ShouldBe($"{Root}api/2/events/?page=1&per_page=1");
    }

    static long? NumberIn(string? link) => link is null ? null : long.Parse(link.Split("page=")[1].Split('&')[0]);
}
