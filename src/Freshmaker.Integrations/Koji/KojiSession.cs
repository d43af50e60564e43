using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Koji.XmlRpc;

namespace Freshmaker.Integrations.Koji;

/// <summary>
/// Calls that need a login. We log in when the first of them comes, and again when Koji does not know the session any more. Koji numbers the calls of a
/// session and refuses what comes out of order, so they go one after the other.
/// </summary>
internal sealed class KojiSession(KojiHub hub, KojiOptions options) : IDisposable, IAsyncDisposable
{
    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    readonly SemaphoreSlim _turn = new(1);
    KojiTicket? _ticket;
    int _number;
    long? _userId;

    /// <summary>Sends a call once; again only when Koji says that it did not look at it because of the session.</summary>
    /// <exception cref="KojiFault">Koji answered with a fault that is not about the session.</exception>
    public async Task<XmlRpcValue> CallAsync(KojiCall call, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            return await CallInTurnAsync(call, ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Koji's id of the user that we are there.</summary>
    public async Task<long> UserIdAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (_userId is { } known)
                return known;
            var call = new KojiCall("getLoggedInUser", "");
            return (_userId = (await CallInTurnAsync(call, ct)).Id("id")) ?? throw call.Fault("id must be a positive whole number");
        }
        catch (KojiFault fault)
        {
            throw fault.ToOutsideFault();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Without a logout: the session ends when Koji lets it expire.</summary>
    public void Dispose() => _turn.Dispose();

    public async ValueTask DisposeAsync()
    {
        if (_ticket is { } ticket)
        {
            using var patience = new CancellationTokenSource(Farewell);
            try
            {
                await hub.WriteAsync(new("logout", ""), ticket, _number++, patience.Token);
            }
            catch (Exception gone) when (gone is OutsideFault or KojiFault or OperationCanceledException)
            {
                // The session expires by itself.
            }
        }

        Dispose();
    }

    async Task<XmlRpcValue> CallInTurnAsync(KojiCall call, CancellationToken ct)
    {
        for (var again = false; ; again = true)
        {
            if (_ticket is null)
            {
                _ticket = await LoginAsync(ct);
                _number = 0;
            }

            try
            {
                return await hub.WriteAsync(call, _ticket, _number++, ct);
            }
            catch (KojiFault fault) when (fault.IsLostSession)
            {
                _ticket = null;
                if (again)
                    throw fault.ToOutsideFault();
            }
        }
    }

    async Task<KojiTicket> LoginAsync(CancellationToken ct)
    {
        // A ticket or certificate is shown by the transport; Koji's call for both is the same.
        var password = options.Auth == KojiAuth.Password ? ReadPassword() : null;
        var call = password is null ? new KojiCall("sslLogin", "") : new KojiCall("login", options.User!, options.User!, password);
        try
        {
            var login = await hub.LoginAsync(call, password is null ? "/ssllogin" : "", password, ct);
            return login.Id("session-id") is { } id && login.Text("session-key") is { } key
                ? new(id, key, login.IsSet("header-auth"))
                : throw call.Fault("session-id must be a positive whole number and session-key a text");
        }
        catch (KojiFault fault)
        {
            throw fault.ToOutsideFault();
        }
    }

    string ReadPassword()
    {
        if (options.PasswordFile is not { } file)
            return options.Password!;
        try
        {
            return File.ReadAllText(file).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutsideFault(KojiHub.System, $"login({options.User})", $"{KojiOptions.Section}:PasswordFile cannot be read", e);
        }
    }
}
