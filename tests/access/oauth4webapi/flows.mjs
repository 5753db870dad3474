// Every flow by oauth4webapi 3.8.8, unchanged: node flows.mjs ISSUER URL_OF_A_CALL, the results as JSON.
import * as oauth from './oauth4webapi.mjs'

const [issuer, call] = process.argv.slice(2)
const insecure = { [oauth.allowInsecureRequests]: true }
const client = { client_id: 'test_full' }
const secret = oauth.ClientSecretBasic('any secret')
const callback = 'http://127.0.0.1:9/callback'
const told = {}

const discovered = async (algorithm) =>
  oauth.processDiscoveryResponse(new URL(issuer), await oauth.discoveryRequest(new URL(issuer), { algorithm, ...insecure }))
const server = await discovered('oidc')
told.oauth2 = JSON.stringify(await discovered('oauth2')) === JSON.stringify(server)

const status = async (token) => {
  const answer = await oauth.protectedResourceRequest(token, 'GET', new URL(call), undefined, null, insecure)
    .catch((error) => error.cause?.status ?? error.response?.status ?? error)
  return answer.status ?? answer
}

const own = await oauth.processClientCredentialsResponse(server, client,
  await oauth.clientCredentialsGrantRequest(server, client, secret, { scope: 'read' }, insecure))
told.client_credentials = await status(own.access_token)

const verifier = oauth.generateRandomCodeVerifier()
const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
const question = new URL(server.authorization_endpoint)
question.search = new URLSearchParams({
  client_id: client.client_id, redirect_uri: callback, response_type: 'code', scope: 'openid email read', state, nonce,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
})
const page = await (await fetch(question)).text()
const hidden = [...page.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name, value])
const agreed = await fetch(new URL(page.match(/action="([^"]*)"/)[1], issuer), {
  method: 'POST', redirect: 'manual', body: new URLSearchParams([...hidden, ['user', 'test_other']]),
})
const parameters = oauth.validateAuthResponse(server, client, new URL(agreed.headers.get('location')), state)
const response = await oauth.authorizationCodeGrantRequest(
  server, client, oauth.None(), parameters, callback, verifier, insecure)
const granted = await oauth.processAuthorizationCodeResponse(
  server, client, response, { expectedNonce: nonce, requireIdToken: true })
await oauth.validateApplicationLevelSignature(server, response, insecure)
const { sub } = oauth.getValidatedIdTokenClaims(granted)
told.authorization_code = [sub, await status(granted.access_token)]
told.userinfo = (await oauth.processUserInfoResponse(server, client, sub,
  await oauth.userInfoRequest(server, client, granted.access_token, insecure))).email

const refreshed = await oauth.processRefreshTokenResponse(server, client,
  await oauth.refreshTokenGrantRequest(server, client, oauth.None(), granted.refresh_token, insecure))
told.refresh_token = [refreshed.refresh_token !== granted.refresh_token, await status(refreshed.access_token)]

const introspected = async (token) => (await oauth.processIntrospectionResponse(server, client,
  await oauth.introspectionRequest(server, client, secret, token, insecure))).active
told.introspection = [await introspected(refreshed.access_token)]
await oauth.processRevocationResponse(
  await oauth.revocationRequest(server, client, secret, refreshed.access_token, insecure))
told.introspection.push(await introspected(refreshed.access_token))
told.revoked = await status(refreshed.access_token)
told.refreshed_twice = []
for (const { refresh_token: used } of [refreshed, granted, refreshed]) { // which takes back the ones after it as well
  told.refreshed_twice.push(await oauth.processRefreshTokenResponse(server, client,
    await oauth.refreshTokenGrantRequest(server, client, oauth.None(), used, insecure))
    .then(({ token_type }) => token_type, (error) => error.error))
}

const device = await oauth.processDeviceAuthorizationResponse(server, client,
  await oauth.deviceAuthorizationRequest(server, client, oauth.None(), { scope: 'read' }, insecure))
const poll = async () => oauth.processDeviceCodeResponse(server, client,
  await oauth.deviceCodeGrantRequest(server, client, oauth.None(), device.device_code, insecure))
told.device_code = [await poll().catch((error) => error.error)]
await fetch(device.verification_uri, {
  method: 'POST', body: new URLSearchParams({ user_code: device.user_code, user: 'test_full' }),
})
told.device_code.push(await status((await poll()).access_token))

console.log(JSON.stringify(told))
