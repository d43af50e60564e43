using System.Net.Http.Headers;
using System.Text.Json;

namespace Freshmaker.Integrations.Http;

/// <summary>
/// A body of JSON whose length is known before it is sent. .NET's own JsonContent is sent in chunks, which Apache with mod_wsgi refuses with 411
/// unless it is told otherwise (WSGIChunkedRequest), and behind it are ODCS, MBS and Pulp.
/// </summary>
internal static class JsonBody
{
    public static ByteArrayContent Of(object body) => Of(JsonSerializer.SerializeToUtf8Bytes(body));

    /// <summary>JSON that is sent more than once.</summary>
    public static ByteArrayContent Of(byte[] json) => new(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
